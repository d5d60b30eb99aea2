import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'

/** The software bill of materials of a staged release, as CycloneDX has it, and as it comes out each time. */
export function billOfMaterials(folder: string, mtime: Date): string {
  const args = ['sbom', '--sbom-format=cyclonedx', '--sbom-type=application', '--omit=dev', '--offline']
  const output = execFileSync('npm', args, { cwd: folder, encoding: 'utf8', shell: process.platform === 'win32' })
  const bill = JSON.parse(output)
  bill.metadata.timestamp = mtime.toISOString()
  delete bill.serialNumber
  const hash = createHash('sha256').update(JSON.stringify(bill)).digest('hex')
  const uuid = `${hash.slice(0, 8)}-${hash.slice(8, 12)}-8${hash.slice(13, 16)}-8${hash.slice(17, 20)}-${hash.slice(20, 32)}`
  return `${JSON.stringify({ ...bill, serialNumber: `urn:uuid:${uuid}` }, undefined, 2)}\n`
}
