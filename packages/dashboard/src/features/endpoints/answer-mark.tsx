import { IconCircleCheck, IconCircleDashed, IconCircleX, IconPlayerPause } from '@tabler/icons-react';
import classes from './answer-mark.module.css';
import type { EndpointAnswer } from './endpoint-answer.ts';

export interface AnswerMarkProps {
  readonly answer: EndpointAnswer;
}

/** An icon beside the words about an endpoint's last answer. */
export function AnswerMark({ answer }: AnswerMarkProps) {
  const size = { size: 16, 'aria-hidden': true } as const;
  switch (answer.kind) {
    case 'paused':
      return <IconPlayerPause {...size} className={classes.wait} />;
    case 'no-request':
    case 'no-answer':
      return <IconCircleDashed {...size} className={classes.quiet} />;
    case 'failed':
      return <IconCircleX {...size} className={classes.bad} />;
    case 'answered':
      return answer.isAccepted ? (
        <IconCircleCheck {...size} className={classes.ok} />
      ) : (
        <IconCircleX {...size} className={classes.bad} />
      );
    default:
      return answer satisfies never;
  }
}
