import { useTranslations } from 'use-intl';
import type { Endpoint } from '../../api/models.ts';
import { KeyId } from '../../ui/key-id.tsx';
import { TimeAgo } from '../../ui/time-ago.tsx';
import { useCauseWord } from '../deliveries/use-cause-word.ts';
import { AnswerMark } from './answer-mark.tsx';
import { type EndpointAnswer, endpointAnswer } from './endpoint-answer.ts';
import classes from './last-answer-words.module.css';

export interface LastAnswerWordsProps {
  readonly endpoint: Endpoint;
}

/** What an endpoint answered last since its last change, as an icon and words. */
export function LastAnswerWords({ endpoint }: LastAnswerWordsProps) {
  const answer = endpointAnswer(endpoint);
  return (
    <span className={classes.root}>
      <AnswerMark answer={answer} />
      <span className={classes.words}>
        <Words answer={answer} />
      </span>
    </span>
  );
}

function Words({ answer }: { readonly answer: EndpointAnswer }) {
  const t = useTranslations('secrets.activate');
  const causeWord = useCauseWord();
  switch (answer.kind) {
    case 'paused':
      return t('paused');
    case 'no-request':
      return t('noRequest');
    case 'no-answer':
      return t('noAnswer');
    case 'failed':
      return t.rich('failed', { cause: causeWord(answer.cause), at: () => <TimeAgo at={answer.at} /> });
    case 'answered': {
      const [keyId] = answer.keyIds;
      const at = () => <TimeAgo at={answer.at} />;
      const status = String(answer.status);
      if (keyId === undefined) return t.rich('answeredUnsigned', { status, at });
      const key = () => <KeyId keyId={keyId} length="short" />;
      return t.rich('answeredSigned', { status, keyId, at, key });
    }
    default:
      return answer satisfies never;
  }
}
