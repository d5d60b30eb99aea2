import { Typography } from '@mantine/core'
import './post.css'

/** A post's text. `html` is the server's, which has sanitised it. */
export function PostBody({ html }: { html: string }) {
  return (
    <Typography className="post">
      {/* biome-ignore lint/security/noDangerouslySetInnerHtml: the server has sanitised it. */}
      <div dangerouslySetInnerHTML={{ __html: html }} />
    </Typography>
  )
}
