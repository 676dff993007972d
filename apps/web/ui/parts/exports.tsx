/** The same as data: a download for spreadsheets and scripts, and the address that gives it as JSON. */
import { useState } from 'react'
import { addressOf, type Query } from '../api/client.ts'
import './exports.css'

export interface ExportsProps {
  readonly path: string
  readonly query: Query
}

export function Exports({ path, query }: ExportsProps) {
  const [isCopied, setIsCopied] = useState(false)
  const copy = async () => {
    await navigator.clipboard.writeText(new URL(addressOf(path, query), window.location.href).href)
    setIsCopied(true)
  }
  return (
    <div className="exports small on-screen">
      <a href={addressOf(path, { ...query, format: 'csv' })} download>
        CSV
      </a>
      <a href={addressOf(path, { ...query, format: 'ndjson' })} download>
        NDJSON
      </a>
      <button type="button" className="link-button" onClick={() => void copy()}>
        Copy as API request
      </button>
      <span role="status" className="muted">
        {isCopied ? 'Copied' : ''}
      </span>
    </div>
  )
}
