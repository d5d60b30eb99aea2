import { Stack, Table, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { MatrixResult } from '../../../../server/surveys/results/schema.ts'
import { showNumber, showShare } from '../../ui/formats.ts'
import { Bars, rowOf } from './bars.tsx'

/** How deep the colour of a cell is that everybody has chosen; what is written there stays readable. */
const DEEPEST = 40

/** A table in which what was chosen most is deepest in colour; on a narrow screen a small chart for each row. */
export function MatrixChart({ question: { title, rows } }: { question: MatrixResult }) {
  const { t } = useTranslation()
  const columns = rows.find(({ answered }) => answered !== null)?.columns ?? []
  const nameOf = ({ label, removed }: { label: string; removed: boolean }) =>
    removed ? t('results.removedChoice', { label }) : label
  return (
    <>
      <Stack gap="sm" hiddenFrom="sm">
        {rows.map((row) => (
          <div key={row.id}>
            <Text size="sm" fw={600}>
              {nameOf(row)}
            </Text>
            {row.answered === null ? (
              <Text size="sm" c="dimmed">
                {t('results.rowTooFew')}
              </Text>
            ) : (
              <Bars label={nameOf(row)} rows={row.columns.map((column) => rowOf(column.id, nameOf(column), column))} />
            )}
          </div>
        ))}
      </Stack>
      <Table.ScrollContainer
        visibleFrom="sm"
        minWidth={400}
        scrollAreaProps={{ viewportProps: { tabIndex: 0, role: 'group', 'aria-label': title } }}
      >
        <Table>
          <Table.Thead>
            <Table.Tr>
              <Table.Td />
              {columns.map((column) => (
                <Table.Th key={column.id} scope="col">
                  {nameOf(column)}
                </Table.Th>
              ))}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {rows.map((row) => (
              <Table.Tr key={row.id}>
                <Table.Th scope="row">{nameOf(row)}</Table.Th>
                {row.answered === null && (
                  <Table.Td c="dimmed" colSpan={columns.length}>
                    {t('results.rowTooFew')}
                  </Table.Td>
                )}
                {row.columns.map(({ id, count, share }) => (
                  <Table.Td
                    key={id}
                    bg={`color-mix(in srgb, var(--mantine-primary-color-filled) ${(share ?? 0) * DEEPEST}%, transparent)`}
                  >
                    {showNumber(count)} · {showShare(share ?? 0)}
                  </Table.Td>
                ))}
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
    </>
  )
}
