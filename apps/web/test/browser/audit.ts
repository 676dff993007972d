/** What axe finds wrong with a page, each in a line. */
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { AxeResults } from 'axe-core'
import type { Page } from 'playwright-core'
import { expect } from 'vitest'

const source = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

declare const axe: { run(options: object): Promise<AxeResults> }

/** What another colour can break. */
const ofColours = ['color-contrast', 'link-in-text-block']

/**
 * WCAG 2.2 A and AA, and what axe holds for good practice. Evaluated beside the page's own scripts, which may not.
 * @param rules all but for those that are named
 */
export async function audit(page: Page, rules?: readonly string[]): Promise<string[]> {
  if (await page.evaluate(() => typeof axe === 'undefined')) await page.evaluate(source)
  const options = { resultTypes: ['violations'], ...(rules && { runOnly: rules }) }
  const { violations } = await page.evaluate((asked) => axe.run(asked), options)
  return violations.flatMap(({ help, id, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${help}: ${html.slice(0, 160)} (${failureSummary})`),
  )
}

/** Nothing is wrong with it in either colour; the page stays as it is, and is dark after it. */
export async function auditBoth(page: Page): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
    await page.locator(`html[data-mantine-color-scheme=${colorScheme}]`).waitFor()
    await page.evaluate(
      'Promise.allSettled(document.getAnimations().map(({ finished }) => finished)).then(() => {})',
    )
    const rules = colorScheme === 'light' ? undefined : ofColours
    expect(await audit(page, rules), `${page.url()} in ${colorScheme}`).toEqual([])
  }
}
