/** Two people saved at once: what is there now beside what was to be saved, and what to do. */
import type { ApiError } from '../api/client.ts'

export function Conflict({ error, onTakeTheirs }: { error: ApiError; onTakeTheirs: () => void }) {
  const { now, wanted } = error.facts as { now?: string; wanted?: string }
  return (
    <div className="notice notice-bad" role="alert">
      <p>Nothing is saved: somebody has changed this since you opened it.</p>
      <div className="versions">
        <div>
          <strong>There now</strong>
          <pre>{pretty(now)}</pre>
        </div>
        <div>
          <strong>Yours</strong>
          <pre>{pretty(wanted)}</pre>
        </div>
      </div>
      <button type="button" className="link-button" onClick={onTakeTheirs}>
        Begin with what is there now
      </button>
    </div>
  )
}

function pretty(text: string | undefined): string {
  try {
    return JSON.stringify(JSON.parse(text ?? ''), null, 2)
  } catch {
    return text ?? 'the default'
  }
}
