/** Around every chart: its name, what it shows, and the same as a table for who would rather read it. */
import { useElementSize } from '@mantine/hooks'
import { type ReactNode, useId, useState } from 'react'
import { TableScroll } from '../parts/table.tsx'
import './charts.css'

export interface ChartFrameProps {
  readonly title: string
  /** Given the width of what is drawn, where what can be said depends on it; 0 where nothing is. */
  readonly note?: ReactNode | ((width: number) => ReactNode)
  readonly height: number
  readonly draw: (width: number) => ReactNode
  readonly legend?: ReactNode
  readonly table: {
    readonly head: readonly string[]
    readonly rows: readonly (readonly ReactNode[])[]
  }
}

export function ChartFrame({ title, note, height, draw, legend, table }: ChartFrameProps) {
  const { ref, width } = useElementSize()
  const [isTable, setIsTable] = useState(false)
  const id = useId()
  const said = typeof note === 'function' ? note(isTable ? 0 : width) : note
  return (
    <figure className="chart" aria-labelledby={id}>
      <figcaption>
        <div>
          <h2 id={id}>{title}</h2>
          {said && <p className="small muted">{said}</p>}
        </div>
        <button
          type="button"
          className="link-button small chart-toggle on-screen"
          onClick={() => setIsTable(!isTable)}
        >
          {isTable ? 'As a chart' : 'As a table'}
        </button>
      </figcaption>
      {isTable ? (
        <TableScroll label={title}>
          <table className="table">
            <thead>
              <tr>
                {table.head.map((label, index) => (
                  <th key={label} scope="col" className={index === 0 ? undefined : 'number'}>
                    {label}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {table.rows.map((row, rowIndex) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: rows stand in one order.
                <tr key={rowIndex}>
                  {row.map((cell, index) =>
                    index === 0 ? (
                      <th key={table.head[index]} scope="row">
                        {cell}
                      </th>
                    ) : (
                      <td key={table.head[index]} className="number">
                        {cell}
                      </td>
                    ),
                  )}
                </tr>
              ))}
            </tbody>
          </table>
        </TableScroll>
      ) : (
        <>
          {legend}
          <div ref={ref} className="chart-plot" style={{ minHeight: height }}>
            {width > 0 && draw(width)}
          </div>
        </>
      )}
    </figure>
  )
}
