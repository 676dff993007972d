/** What is waited for ends soon after Ctrl-C, and what is left behind hides nothing. */
import { expect, it } from 'vitest'
import { closedOrLeft, orInterrupted, RunInterrupted } from '../src/interrupts.ts'

const never = new Promise<never>(() => {})
const reason = new Error('Interrupted')
const grace = { graceMs: 1 }

it('work that does not end is given up soon after Ctrl-C, before or meanwhile', async () => {
  await expect(orInterrupted(never, AbortSignal.abort(reason), grace)).rejects.toBe(reason)
  const controller = new AbortController()
  const waiting = orInterrupted(never, controller.signal, grace)
  controller.abort(reason)
  await expect(waiting).rejects.toBe(reason)
})

it('a close that does not end hides nothing of how the work ended', async () => {
  const signal = AbortSignal.abort(reason)
  const followed = new RunInterrupted('run-1')
  const command = async () => {
    try {
      throw followed
    } finally {
      await closedOrLeft(never, signal, grace)
    }
  }
  await expect(command()).rejects.toBe(followed)
})

it('a close that fails is told, unless all is left behind anyway', async () => {
  const broken = new Error('broken')
  const failing = () => Promise.reject(broken)
  await expect(closedOrLeft(failing(), new AbortController().signal, grace)).rejects.toBe(broken)
  await closedOrLeft(failing(), AbortSignal.abort(reason), grace)
})
