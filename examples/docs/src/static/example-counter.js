// What the banner of this site asks for: counts the pages that were opened, in this browser alone, and shows the number.
// It waits in the page as text/plain until the purpose is granted; the site itself takes it back when it is withdrawn.

const NAME = 'example_counter'
const place = document.querySelector('[data-example-counter]')

const pages = Number(localStorage.getItem(NAME)) + 1
localStorage.setItem(NAME, pages)
place.textContent = `Example counter: ${pages} ${pages === 1 ? 'page' : 'pages'} since you said yes.`

// The page then loads anew, since a script that has run cannot be put to sleep.
addEventListener('smg:change', ({ detail }) => {
  if (!detail.new.purposes.analytics) localStorage.removeItem(NAME)
})
