/** The same as data: a download for spreadsheets and scripts, and the address that gives it as JSON. */
import { useState } from 'react'
import { addressOf, type Query } from '../api/client.ts'
import './exports.css'

export interface ExportsProps {
  readonly path: string
  readonly query: Query
}

export function Exports({ path, query }: ExportsProps) {
  const [copied, setCopied] = useState<boolean | null>(null)
  const address = new URL(addressOf(path, query), window.location.href).href
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(address)
      setCopied(true)
    } catch {
      // It may be forbidden, and over plain HTTP there is none.
      setCopied(false)
    }
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
        {copied === null ? '' : copied ? 'Copied' : 'The browser does not let it be copied: here it is'}
      </span>
      {copied === false && (
        <input
          readOnly
          aria-label="Address of the API request"
          value={address}
          onFocus={({ currentTarget }) => currentTarget.select()}
        />
      )}
    </div>
  )
}
