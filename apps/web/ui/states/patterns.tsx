/** The patterns of states and stages, once per page: a mark refers to one by its name. */

import { stateFill } from './fills.ts'
import { colorOf, type Pattern, type StageKey, type StateKey, stageStyles, stateStyles } from './states.ts'
import './states.css'

const size = 8

/** What is drawn over the colour. */
const strokes: Readonly<Record<Pattern, string>> = {
  solid: '',
  rising: 'M-2 2 L2 -2 M0 8 L8 0 M6 10 L10 6',
  falling: 'M-2 6 L2 10 M0 0 L8 8 M6 -2 L10 2',
  dots: 'M2 2 h.01 M6 6 h.01',
  upright: 'M2 0 V8 M6 0 V8',
  level: 'M0 2 H8 M0 6 H8',
  cross: 'M0 0 L8 8 M8 0 L0 8',
  beam: 'M0 4 H8',
  rain: 'M2 0 V4 M6 4 V8',
}

const Fill = ({ id, color, pattern }: { id: string; color: string; pattern: Pattern }) => (
  <pattern id={id} width={size} height={size} patternUnits="userSpaceOnUse">
    <rect width={size} height={size} fill={color} />
    <path d={strokes[pattern]} className={`pattern-stroke pattern-${pattern}`} />
  </pattern>
)

/** For what has an order and no name, such as ages: from light to full. */
const bands: readonly Pattern[] = ['dots', 'upright', 'rising', 'level', 'falling', 'solid']
const bandColor = (index: number) =>
  `color-mix(in srgb, var(--accent) ${50 + (50 * index) / (bands.length - 1)}%, var(--paper))`

/** Drawn once, beside the pages. */
export const PatternDefinitions = () => (
  <svg width="0" height="0" aria-hidden="true" className="pattern-definitions">
    <defs>
      {(Object.keys(stateStyles) as StateKey[]).map((key) => (
        <Fill key={key} id={`state-${key}`} color={colorOf(key)} pattern={stateStyles[key].pattern} />
      ))}
      {(Object.keys(stageStyles) as StageKey[]).map((key) => (
        <Fill
          key={key}
          id={`stage-${key}`}
          color={`var(--stage-${key})`}
          pattern={stageStyles[key].pattern}
        />
      ))}
      {bands.map((pattern, index) => (
        <Fill key={pattern} id={`band-${index}`} color={bandColor(index)} pattern={pattern} />
      ))}
    </defs>
  </svg>
)

/** Beside a state's words. */
export const Swatch = ({ fill }: { fill: string }) => (
  <svg width="12" height="12" aria-hidden="true" className="swatch">
    <rect width="12" height="12" rx="2" fill={fill} />
  </svg>
)

export const StateLabel = ({ state }: { state: StateKey }) => (
  <span className="state-label" title={stateStyles[state].meaning}>
    <Swatch fill={stateFill(state)} />
    {stateStyles[state].label}
  </span>
)
