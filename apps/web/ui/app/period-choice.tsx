/** When: so many days up to today, all of the past, or from one day to another. */
import { useState } from 'react'
import { useChangeView, useDefaultPeriod, useView } from './organization.tsx'

const periods: readonly [string, string][] = [
  ['7d', 'Last 7 days'],
  ['30d', 'Last 30 days'],
  ['90d', 'Last 90 days'],
  ['180d', 'Last 180 days'],
  ['365d', 'Last 365 days'],
  ['all', 'All of the past'],
]

export function PeriodChoice() {
  const { period, from, to } = useView()
  const own = useDefaultPeriod()
  const change = useChangeView()
  const [wantsDays, setWantsDays] = useState(false)
  const hasDays = from !== undefined || to !== undefined || wantsDays
  const value = hasDays ? 'days' : (period ?? own)
  const choose = (chosen: string) => {
    setWantsDays(chosen === 'days')
    if (chosen !== 'days')
      change({
        period: chosen === own ? undefined : chosen,
        from: undefined,
        to: undefined,
      } as never)
  }
  const setDay = (name: 'from' | 'to', day: string) =>
    change({ period: undefined, from, to, [name]: day === '' ? undefined : day } as never)
  return (
    <>
      <label className="filter-select">
        <span className="hidden">Period</span>
        <select value={value} onChange={({ currentTarget }) => choose(currentTarget.value)}>
          {periods.map(([key, label]) => (
            <option key={key} value={key}>
              {label}
            </option>
          ))}
          {period !== undefined && !periods.some(([key]) => key === period) && (
            <option value={period}>{period}</option>
          )}
          <option value="days">From … to …</option>
        </select>
      </label>
      {hasDays && (
        <>
          <label className="filter-day">
            From
            <input
              type="date"
              value={from ?? ''}
              onChange={({ currentTarget }) => setDay('from', currentTarget.value)}
            />
          </label>
          <label className="filter-day">
            to
            <input
              type="date"
              value={to ?? ''}
              onChange={({ currentTarget }) => setDay('to', currentTarget.value)}
            />
          </label>
        </>
      )}
    </>
  )
}
