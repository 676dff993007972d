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
      <span className="hidden">Colours: </span>
      {words[colorScheme]}
    </button>
  )
}
