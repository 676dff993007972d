/** The hash by which texts are known to be the same: SHA-256 as base64url, 43 characters. */
import { hash } from 'node:crypto'

export const hashOf = (text: string): string => hash('sha256', text, 'base64url')
