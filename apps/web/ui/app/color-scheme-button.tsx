/** Light, dark, or as the system has it. */
import { type MantineColorScheme, useMantineColorScheme } from '@mantine/core'

const next: Readonly<Record<MantineColorScheme, MantineColorScheme>> = {
  auto: 'light',
  light: 'dark',
  dark: 'auto',
}
const words: Readonly<Record<MantineColorScheme, string>> = { auto: 'System', light: 'Light', dark: 'Dark' }

export function ColorSchemeButton() {
  const { colorScheme, setColorScheme } = useMantineColorScheme()
  return (
    <button
      type="button"
      className="scheme-button"
      title={`Change to ${words[next[colorScheme]].toLowerCase()}`}
      onClick={() => setColorScheme(next[colorScheme])}
    >
      <svg width="12" height="12" viewBox="0 0 12 12" aria-hidden="true">
        <circle cx="6" cy="6" r="5" fill="none" stroke="currentColor" strokeWidth="1.4" />
        <path d="M6 1 a5 5 0 0 1 0 10 z" fill="currentColor" />
      </svg>
      <span className="hidden">Colours: </span>
      {words[colorScheme]}
    </button>
  )
}
