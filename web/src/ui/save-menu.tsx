import { Button, Menu } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { saveFile } from '../api/save-file.ts'
import { locale } from '../i18n/index.ts'
import { noticeFailure } from './notices.tsx'

/** A file that can be saved: what it is called in the menu, and where the server has it. */
export interface SavedFile {
  label: string
  path: string
}

interface Props {
  label: string
  files: readonly SavedFile[]
}

/** A button that offers something as a file, in one of several kinds. */
export function SaveMenu({ label, files }: Props) {
  const save = useMutation({ mutationFn: ({ path }: SavedFile) => saveFile(path), onError: noticeFailure })
  return (
    <Menu position="bottom-start">
      <Menu.Target>
        <Button size="xs" variant="default" loading={save.isPending}>
          {label}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {files.map((file) => (
          <Menu.Item key={file.path} onClick={() => save.mutate(file)}>
            {file.label}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  )
}

/**
 * The kinds in which the server has a table, `path` being its address without the ending: a workbook, CSV for the spreadsheet of the
 * reader where that wants semicolons, and CSV as programs read it.
 */
export function useTableFiles(path: string, query = ''): SavedFile[] {
  const { t } = useTranslation()
  const own = `locale=${encodeURIComponent(locale())}`
  const wantsSemicolons = new Intl.NumberFormat(locale()).format(1.5).includes(',')
  const address = (ending: string, ...more: string[]) => {
    const parameters = [query, ...more].filter((part) => part !== '')
    return `${path}.${ending}${parameters.length > 0 ? `?${parameters.join('&')}` : ''}`
  }
  return [
    { label: t('save.xlsx'), path: address('xlsx') },
    ...(wantsSemicolons ? [{ label: t('save.semicolons'), path: address('csv', own) }] : []),
    { label: t('save.csv'), path: address('csv') },
  ]
}
