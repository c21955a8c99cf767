import { fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { Answer, CommandName, FarSideCommands, FarSideOptions } from './protocol.ts'

const SERVER = fileURLToPath(new URL('server.ts', import.meta.url))

/** The simulated vendors in a child process. */
export interface FarSide {
  /** Table of mappings to import. */
  readonly mapping: string
  /** Address of the simulated D365. */
  readonly d365: string
  ask<Name extends CommandName>(name: Name, args: FarSideCommands[Name]['args']): Promise<FarSideCommands[Name]['result']>
  stop(): Promise<void>
}

/** Starts the vendors; they end with this process. */
export const startFarSide = async (options: FarSideOptions): Promise<FarSide> => {
  const child = fork(SERVER, [], { execArgv: ['--import', 'tsx'], stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
  const waiting = new Map<number, { resolve: (value: unknown) => void; reject: (error: Error) => void }>()
  let asked = 0
  child.on('message', (answer: Answer) => {
    const due = waiting.get(answer.id)
    waiting.delete(answer.id)
    if ('error' in answer) due?.reject(new Error(`far side: ${answer.error}`))
    else due?.resolve(answer.result)
  })
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  void ended.then(() => {
    for (const { reject } of waiting.values()) reject(new Error('the far side has ended'))
  })
  const ask = <Name extends CommandName>(name: Name, args: FarSideCommands[Name]['args']) =>
    new Promise<FarSideCommands[Name]['result']>((resolve, reject) => {
      asked += 1
      waiting.set(asked, { resolve: resolve as (value: unknown) => void, reject })
      child.send({ id: asked, name, args })
    })
  const started = await ask('start', options)
  return {
    ...started,
    ask,
    stop: async () => {
      if (child.connected) child.disconnect()
      await ended
    },
  }
}
