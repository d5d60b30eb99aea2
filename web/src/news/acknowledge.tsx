import { Button, Text } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { api, bodyOf, Refusal } from '../api/client.ts'
import { showInstant } from '../ui/formats.ts'
import { noticeFailure } from '../ui/notices.tsx'
import { Loaded } from '../ui/states.tsx'

/** By which a reader says that they have read a post; once they have, when that was. */
export function Acknowledge({ id }: { id: string }) {
  const { t } = useTranslation()
  const queries = useQueryClient()
  const params = { params: { path: { id } } }
  const mine = useQuery({
    queryKey: ['posts', id, 'acknowledgement'],
    queryFn: async () => {
      try {
        return await bodyOf(api.GET('/api/posts/{id}/acknowledgement', params))
      } catch (error) {
        if (error instanceof Refusal && error.status === 404) return null
        throw error
      }
    },
  })
  const acknowledge = useMutation({
    mutationFn: () => bodyOf(api.POST('/api/posts/{id}/acknowledgement', params)),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['posts'] }),
    onError: noticeFailure,
  })
  return (
    <Loaded query={mine}>
      {(said) =>
        said?.acknowledged_at ? (
          <Text c="dimmed">{t('news.acknowledged', { when: showInstant(said.acknowledged_at) })}</Text>
        ) : (
          <Button
            w="fit-content"
            className="screen-only"
            loading={acknowledge.isPending}
            onClick={() => acknowledge.mutate()}
          >
            {t('news.acknowledge')}
          </Button>
        )
      }
    </Loaded>
  )
}
