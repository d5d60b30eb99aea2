import type { DatabaseConfig } from '../../config.ts'
import type { Inspector } from './inspector.ts'
import { postgresInspector } from './postgres.ts'
import { sqliteInspector } from './sqlite.ts'

/** How this kind of database is asked about itself. */
export function inspectorOf({ kind }: Pick<DatabaseConfig, 'kind'>): Inspector {
  return kind === 'sqlite' ? sqliteInspector : postgresInspector
}
