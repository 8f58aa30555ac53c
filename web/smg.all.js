// All in one file: for who wants no second one, because the script is bundled with others or stands in the page itself.
import './smg.js'
import './more.js'
