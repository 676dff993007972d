/** Why a server cannot listen where it is told to, in words that name the variable which says where. */

interface ListenError extends NodeJS.ErrnoException {
  readonly address?: string
  readonly hostname?: string
  readonly port?: number
}

export function explainStart(error: unknown): string {
  const { code = '', syscall = '', address, hostname, port, message } = error as ListenError
  const isOfListening = ['listen', 'getaddrinfo', 'bind'].includes(syscall)
  const known: Readonly<Record<string, string>> = {
    EADDRINUSE: `port ${port} is in use: set UPFLOW_WEB_PORT to another, or 0 for a free one`,
    EACCES: `port ${port} may not be listened on by this user: set UPFLOW_WEB_PORT to another, such as 4400`,
    EADDRNOTAVAIL: `${address} is no address of this machine: set UPFLOW_WEB_HOST to one, such as 127.0.0.1`,
    ENOTFOUND: `no address is known of the host ${hostname}: set UPFLOW_WEB_HOST to an address of this machine, such as 127.0.0.1`,
    EAI_AGAIN: `the address of the host ${hostname} cannot be looked up: set UPFLOW_WEB_HOST to an address of this machine, such as 127.0.0.1`,
  }
  return (isOfListening ? known[code] : undefined) ?? message
}
