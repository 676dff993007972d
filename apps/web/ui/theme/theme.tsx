/** Mantine with our colours, and nothing that writes a style element: the content security policy forbids them. */
import {
  createTheme,
  localStorageColorSchemeManager,
  type MantineColorsTuple,
  MantineProvider,
} from '@mantine/core'
import type { ReactNode } from 'react'
import './mantine.css'
import './tokens.css'
import './base.css'

const steps = (variable: string) =>
  Array.from({ length: 10 }, () => `var(${variable})`) as unknown as MantineColorsTuple

const theme = createTheme({
  fontFamily: 'var(--font)',
  fontFamilyMonospace: 'var(--mono)',
  primaryColor: 'accent',
  colors: { accent: steps('--accent') },
  defaultRadius: 'sm',
  cursorType: 'pointer',
  respectReducedMotion: true,
})

const colorSchemeManager = localStorageColorSchemeManager({ key: 'upflow-color-scheme' })

export const Theme = ({ children }: { children: ReactNode }) => (
  <MantineProvider
    theme={theme}
    defaultColorScheme="auto"
    colorSchemeManager={colorSchemeManager}
    withCssVariables={false}
    withGlobalClasses={false}
  >
    {children}
  </MantineProvider>
)
