import { parentPort, workerData } from 'node:worker_threads'
import { openSqlite } from './open-sqlite.ts'
import type { ReadReply, ReadRequest } from './reader-thread.ts'
import { statementCache } from './sqlite-dialect.ts'

const prepare = statementCache(openSqlite(workerData.file, { readOnly: true }))

parentPort?.on('message', ({ id, sql, parameters }: ReadRequest) => {
  parentPort?.postMessage(answer(id, sql, parameters))
})

function answer(id: number, sql: string, parameters: readonly unknown[]): ReadReply {
  try {
    return { id, rows: prepare(sql).all(parameters) }
  } catch (error) {
    return { id, error: error as Error, errcode: (error as { errcode?: number }).errcode }
  }
}
