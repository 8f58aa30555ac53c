import './site.css'

const told = document.querySelector('#told')
if (told) told.textContent = 'The page’s own script has run.'
