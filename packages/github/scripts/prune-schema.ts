/**
 * Writes schema.graphql: the part of GitHub's published schema that our documents use, small enough to be typed in
 * a second and read in a review. Run it (`pnpm schema`) after a document changed; a test fails when it is out of date.
 */
import { writeFileSync } from 'node:fs'
import { pruneSchema } from './pruned-schema.ts'

writeFileSync(new URL('../schema.graphql', import.meta.url), await pruneSchema())
