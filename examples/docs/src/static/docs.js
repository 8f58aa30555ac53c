// Beside each block of code a button that copies it.

for (const block of document.querySelectorAll('main pre:not(:has(.language-text))')) {
  const button = Object.assign(document.createElement('button'), { type: 'button', textContent: 'Copy' })
  const box = Object.assign(document.createElement('div'), { className: 'copied' })
  block.replaceWith(box)
  box.append(block, button)
  button.addEventListener('click', async () => {
    // Without a server, or without leave, there is no clipboard: then the text is marked, for the visitor to copy.
    const isDone = await navigator.clipboard?.writeText(block.textContent).then(
      () => true,
      () => false,
    )
    if (!isDone) getSelection().selectAllChildren(block)
    button.textContent = isDone ? 'Copied' : 'Marked: copy it now'
    setTimeout(() => (button.textContent = 'Copy'), 2000)
  })
}

// What scrolls sideways must be within reach of the keyboard, and nothing else has a business there.
const boxes = document.querySelectorAll('main pre, main .scroll')
const mark = ({ target }) => {
  if (target.scrollWidth > target.clientWidth) target.tabIndex = 0
  else target.removeAttribute('tabindex')
}
const observer = new ResizeObserver(entries => entries.forEach(mark))
for (const box of boxes) observer.observe(box)
