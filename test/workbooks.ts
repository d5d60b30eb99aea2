import { readXlsx } from 'hucre/xlsx'

/** The rows of a workbook's only sheet, the header first, as a spreadsheet shows them. */
export async function sheetOf(bytes: Buffer): Promise<unknown[][]> {
  const { sheets } = await readXlsx(new Uint8Array(bytes))
  return sheets[0]?.rows ?? []
}
