/** What a page threw while it was drawn: said in its place, the rest goes on. */
import { Component, type ReactNode } from 'react'
import { ErrorPanel } from './conditions.tsx'

interface State {
  readonly error: Error | null
}

export class ErrorBoundary extends Component<{ readonly children: ReactNode }, State> {
  override state: State = { error: null }

  static getDerivedStateFromError(error: Error): State {
    return { error }
  }

  override render(): ReactNode {
    const { error } = this.state
    return error === null ? (
      this.props.children
    ) : (
      <ErrorPanel isPage error={error} onRetry={() => this.setState({ error: null })} />
    )
  }
}
