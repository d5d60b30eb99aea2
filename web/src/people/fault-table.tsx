import { Table } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { FaultyCell } from './import-file.ts'

/** What is wrong with a file, line by line. */
export function FaultTable({ faults }: { faults: FaultyCell[] }) {
  const { t } = useTranslation()
  return (
    <Table horizontalSpacing="xs">
      <Table.Thead>
        <Table.Tr>
          <Table.Th>{t('people.csv.line')}</Table.Th>
          <Table.Th>{t('people.csv.column')}</Table.Th>
          <Table.Th>{t('people.csv.why')}</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {faults.map(({ line, column, sentence }) => (
          <Table.Tr key={`${line} ${column} ${sentence}`}>
            <Table.Td>{line}</Table.Td>
            <Table.Td style={{ overflowWrap: 'anywhere', minWidth: '7rem' }}>{column}</Table.Td>
            <Table.Td style={{ overflowWrap: 'anywhere' }}>{sentence}</Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  )
}
