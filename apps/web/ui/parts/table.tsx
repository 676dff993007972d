/** A table that scrolls by itself where it is wider than the page, by keyboard too. */
import type { ReactNode } from 'react'
import './table.css'

export const TableScroll = ({ label, children }: { label: string; children: ReactNode }) => (
  // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard.
  <section className="table-scroll" aria-label={label} tabIndex={0}>
    {children}
  </section>
)
