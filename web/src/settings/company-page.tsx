import { Card } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Loaded } from '../ui/states.tsx'
import { CompanyForm } from './company-form.tsx'
import { company } from './queries.ts'
import { SettingsFrame } from './settings-frame.tsx'

/** The settings that hold for everybody. */
export function CompanyPage() {
  return (
    <SettingsFrame>
      <CompanyCard />
    </SettingsFrame>
  )
}

function CompanyCard() {
  const query = useQuery(company)
  return (
    <Card withBorder>
      <Loaded query={query}>{({ data, etag }) => <CompanyForm company={data} etag={etag} />}</Loaded>
    </Card>
  )
}
