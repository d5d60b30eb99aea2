import type { Db } from '../connect.ts'
import * as accounts from './0001-accounts.ts'
import * as idempotency from './0002-idempotency.ts'
import * as posts from './0003-posts.ts'
import * as people from './0004-people.ts'
import * as timeOff from './0005-time-off.ts'
import * as surveys from './0006-surveys.ts'
import * as passwordResets from './0007-password-resets.ts'
import * as disclosure from './0008-disclosure.ts'
import * as access from './0009-access.ts'
import * as waysIn from './0010-ways-in.ts'
import * as limits from './0011-limits.ts'
import * as handedOut from './0012-handed-out.ts'
import * as names from './0013-names.ts'
import * as confirmations from './0014-confirmations.ts'
import * as privacy from './0015-privacy.ts'
import * as backups from './0016-backups.ts'
import * as openingBalances from './0017-opening-balances.ts'
import * as folding from './0018-folding.ts'
import * as holidayKinds from './0019-holiday-kinds.ts'
import * as personnel from './0020-personnel.ts'
import * as surveyLanguage from './0021-survey-language.ts'
import * as surveysBegun from './0022-surveys-begun.ts'
import { CHECKSUMS } from './checksums.ts'

export interface Migration {
  name: string
  /** Tells what it does; undefined until that is written down. */
  checksum?: string | undefined
  /**
   * True where the version before cannot go on with what this leaves behind, such as a column that is gone. It is then refused
   * while a server runs; all others are applied under running servers.
   */
  needsStop?: boolean
  /** Runs inside a transaction of its own; `now` is the present instant, for rows that it writes. */
  up(trx: Db, now: Date): Promise<void>
}

const steps: readonly Migration[] = [
  { name: '0001-accounts', up: accounts.up },
  { name: '0002-idempotency', up: idempotency.up },
  { name: '0003-posts', up: posts.up },
  { name: '0004-people', up: people.up },
  { name: '0005-time-off', up: timeOff.up },
  { name: '0006-surveys', up: surveys.up },
  { name: '0007-password-resets', up: passwordResets.up },
  { name: '0008-disclosure', up: disclosure.up },
  { name: '0009-access', up: access.up },
  { name: '0010-ways-in', up: waysIn.up },
  { name: '0011-limits', up: limits.up },
  { name: '0012-handed-out', up: handedOut.up },
  { name: '0013-names', up: names.up },
  { name: '0014-confirmations', up: confirmations.up },
  { name: '0015-privacy', up: privacy.up },
  { name: '0016-backups', up: backups.up },
  { name: '0017-opening-balances', up: openingBalances.up },
  { name: '0018-folding', up: folding.up },
  { name: '0019-holiday-kinds', up: holidayKinds.up },
  { name: '0020-personnel', up: personnel.up },
  { name: '0021-survey-language', up: surveyLanguage.up },
  { name: '0022-surveys-begun', up: surveysBegun.up },
]

/** In the order in which they are applied. A released one is never changed, and its checksum says when it was. */
export const migrations: readonly Migration[] = steps.map((step) => ({ ...step, checksum: CHECKSUMS[step.name] }))
