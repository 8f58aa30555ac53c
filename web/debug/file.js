// The file that the overlay saves: each event on a line, as the module was given it, and behind it the answer. tests/replay
// puts it to the same core, natively, and compares. What is the visitor's own and changes no answer is masked.

const MASK = 'masked'

// The values of all cookies but the record's: the core reads the names of the others alone. One without a name is a value.
const maskedCookies = (cookies, record) =>
  cookies
    .split('; ')
    .map(pair => {
      const [name, value] = pair.split('=')
      return name == record ? pair : (value === undefined ? '' : name + '=') + MASK
    })
    .join('; ')

// What a request says behind its address: identifiers, and the page that it is for.
const maskedAddress = address => address.replace(/[?#].*/s, '?' + MASK)

const maskedLines = ({ text, answer }, record, json) => {
  const event = JSON.parse(text)
  if (event.cookies) event.cookies = maskedCookies(event.cookies, record)
  // A leak is told with its address.
  for (const request of event.requests || []) {
    const masked = maskedAddress(request[1])
    answer = answer.split(json(request[1]).slice(1, -1)).join(masked)
    request[1] = masked
  }
  return [json(event), '= ' + answer]
}

/**
 * The text of the file. `records`: { text, answer } each; `record`: the name of the module's own cookie; `build`: the hash
 * of the module, by which a replay tells that it is of another build; `json`: JSON.stringify, or what stands for it.
 */
export const fileOf = (records, record, build, json) =>
  ['# SMG Consent: an event, then its answer. tests/replay FILE', '# smg.wasm ' + build]
    .concat(records.flatMap(each => maskedLines(each, record, json)))
    .join('\n') + '\n'
