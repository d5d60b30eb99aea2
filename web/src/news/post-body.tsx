import { Typography } from '@mantine/core'
import { belowTitle } from './headings.ts'
import './post.css'

/** A post's text, below its title. `html` is the server's, which has sanitised it. */
export function PostBody({ html }: { html: string }) {
  return (
    <Typography className="post">
      {/* biome-ignore lint/security/noDangerouslySetInnerHtml: the server has sanitised it. */}
      <div dangerouslySetInnerHTML={{ __html: belowTitle(html) }} />
    </Typography>
  )
}
