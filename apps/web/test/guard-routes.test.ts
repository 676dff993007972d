/** A server does not start with a route that nobody has decided about, however it was registered. */
import { createRoute, OpenAPIHono } from '@hono/zod-openapi'
import { expect, it } from 'vitest'
import type { ApiContext } from '../src/api/api-context.ts'
import { checkRoutes, guardRoutes } from '../src/guard/guard-routes.ts'

function newApi(): OpenAPIHono {
  const api = new OpenAPIHono()
  guardRoutes(api, {} as ApiContext)
  return api
}
const routeOf = (operationId?: string) =>
  createRoute({
    method: 'get',
    path: '/organizations/{organization}/something',
    ...(operationId === undefined ? {} : { operationId }),
    responses: { 200: { description: 'Something.' } },
  })
const noRights = expect.objectContaining({ code: 'accounts/no-rights' })

it.each([['somethingNew'], [undefined]])('a route of the id %s', (id) => {
  const api = newApi()
  expect(() => api.openapi(routeOf(id), (request) => request.text(''))).toThrow(noRights)
  expect(api.routes).toEqual([])
})

it('a route past the guard, beside one that has its place', () => {
  const api = newApi()
  api.openapi(routeOf('figures'), (request) => request.text(''))
  checkRoutes(api)
  api.get('/organizations/:organization/past', (request) => request.text(''))
  expect(() => checkRoutes(api)).toThrow(noRights)
})
