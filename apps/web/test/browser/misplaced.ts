/** What of a page stands where it should not, each in a line: by where the browser has laid it out. */
import type { Page } from 'playwright-core'

/** A pixel is lost to rounding. */
const script = `(() => {
  const found = []
  const rightOf = (element) => element.getBoundingClientRect().right
  const name = (element) => element.className + ' ' + element.textContent.trim().slice(0, 60)
  const all = (selector) => [...document.querySelectorAll(selector)]
  const { clientWidth, scrollWidth } = document.documentElement
  if (scrollWidth > clientWidth) found.push('the page scrolls by ' + (scrollWidth - clientWidth))
  for (const card of all('.card'))
    if (rightOf(card) > rightOf(card.closest('.column')) + 1) found.push('wider than its column: ' + name(card))
  for (const head of all('.table tbody th')) {
    const { clientWidth, scrollWidth } = head.closest('.table-scroll')
    if (scrollWidth > clientWidth && head.offsetWidth > 0.55 * clientWidth)
      found.push('leaves the other columns no room: ' + name(head))
  }
  for (const link of all('main a, main .card-on')) {
    const texts = document.createTreeWalker(link, NodeFilter.SHOW_TEXT)
    while (texts.nextNode()) {
      const { parentElement } = texts.currentNode
      if (parentElement.closest('.hidden, svg')) continue
      const range = document.createRange()
      range.selectNodeContents(texts.currentNode)
      const right = Math.max(...[...range.getClientRects()].map((rect) => rect.right))
      const box = link.closest('th, td, li, dd, p, h1, div')
      if (right > rightOf(box) + 1) found.push('painted over what is beside it: ' + name(link))
    }
  }
  for (const label of all('.chart-plot text, .timeline text'))
    if (rightOf(label) > rightOf(label.closest('.chart-plot, .timeline')) + 1)
      found.push('goes on beside its chart: ' + name(label))
  for (const link of all('.pull-request-link'))
    if (/#\\d+[^\\s\\d]/.test(link.textContent)) found.push('glued to its number: ' + name(link))
  return [...new Set(found)]
})()`

export const misplaced = (page: Page): Promise<string[]> => page.evaluate<string[]>(script)
