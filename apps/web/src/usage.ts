/** What the command takes: all else is said by the environment. */
export const usage = `Usage: pnpm --filter web start [--demo]

Serves the pages and the API of Upflow, and reads the organizations by their schedules.

Options:
  --demo     Serve the bundled sample, which needs no token and no sign-in
  --help     Display this message
  --version  Display version number

UPFLOW_WEB_HOST and UPFLOW_WEB_PORT say where it listens (127.0.0.1, 4400), UPFLOW_DATA_DIR what it serves. All
variables: "Configuration" in the README.
`
