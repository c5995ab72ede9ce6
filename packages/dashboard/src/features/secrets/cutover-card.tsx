import { IconAlertTriangle, IconCircleCheck, IconRefresh } from '@tabler/icons-react';
import { useTranslations } from 'use-intl';
import { ClockTime } from '../../ui/clock-time.tsx';
import { KeyId } from '../../ui/key-id.tsx';
import { Panel } from '../../ui/panel.tsx';
import { StatusWord } from '../../ui/status-word.tsx';
import { TimeAgo } from '../../ui/time-ago.tsx';
import { shortUrl } from '../endpoints/endpoint-answer.ts';
import classes from './cutover-card.module.css';
import { CutoverLine } from './cutover-line.tsx';
import { CutoverProof } from './cutover-proof.tsx';
import { CutoverRefusals } from './cutover-refusals.tsx';
import { CutoverUnderWay } from './cutover-under-way.tsx';
import { shortKey } from './keyset.ts';
import type { FollowedTurn } from './use-turn.ts';

export interface CutoverCardProps extends FollowedTurn {
  readonly account: string;
}

const STATES = {
  'under-way': { tone: 'info', icon: IconRefresh, word: 'underWay' },
  turned: { tone: 'ok', icon: IconCircleCheck, word: 'turned' },
  attention: { tone: 'bad', icon: IconAlertTriangle, word: 'attention' },
} as const;

/** The last turn, live: committed, old key fenced, delivered with the new key, accepted by how many endpoints. */
export function CutoverCard({ account, turn, progress, endpointCount }: CutoverCardProps) {
  const t = useTranslations('secrets.cutover');
  const { active, oldKeyId, overlapUntil, epoch, effectiveAt } = turn;
  const { tone, icon, word } = STATES[progress.state];
  const exactly = (at: string) => () => <ClockTime at={at} precision="millis" />;
  const key = (keyId: string) => () => <KeyId keyId={keyId} length="short" />;
  const [earliest] = progress.accepted.toSorted((a, b) => a.last.started_at.localeCompare(b.last.started_at));
  return (
    <Panel
      title={t('title')}
      note={<TurnNote turn={turn} />}
      actions={<StatusWord look="badge" tone={tone} icon={icon} word={t(word)} />}
    >
      <ol className={classes.lines}>
        <CutoverLine isDone title={t('committed')}>
          {epoch === undefined
            ? exactly(turn.committedAt)()
            : t.rich('committedText', { epoch: String(epoch), at: exactly(turn.committedAt) })}
        </CutoverLine>
        {effectiveAt !== undefined && oldKeyId !== undefined && (
          <CutoverLine isDone={Date.parse(effectiveAt) <= Date.now()} title={t('fenced')}>
            {t.rich(overlapUntil === undefined ? 'fencedTextNow' : 'fencedText', {
              keyId: shortKey(oldKeyId),
              at: exactly(effectiveAt),
              key: key(oldKeyId),
            })}
          </CutoverLine>
        )}
        <CutoverUnderWay account={account} turn={turn} />
        <CutoverLine isDone={earliest !== undefined} title={t('delivered')}>
          {earliest === undefined
            ? t('deliveredNone')
            : t.rich('deliveredText', {
                url: () => <code>{shortUrl(earliest.endpoint.url)}</code>,
                urlText: shortUrl(earliest.endpoint.url),
                at: exactly(earliest.last.started_at),
              })}
        </CutoverLine>
        <CutoverLine isDone={progress.state === 'turned'} title={t('accepted')}>
          {endpointCount === 0
            ? t('acceptedNone')
            : t('acceptedCount', { accepted: String(progress.accepted.length), all: String(endpointCount) })}
        </CutoverLine>
        {overlapUntil !== undefined && (
          <CutoverLine isDone={false} title={t('overlap')}>
            {t.rich('overlapText', { at: () => <TimeAgo at={overlapUntil} /> })}
          </CutoverLine>
        )}
      </ol>
      <CutoverRefusals account={account} refused={progress.refused} newKeyId={active.key_id} />
      <CutoverProof account={account} turn={turn} />
    </Panel>
  );
}

function TurnNote({ turn }: Pick<FollowedTurn, 'turn'>) {
  const t = useTranslations('secrets.cutover');
  const { active, oldKeyId, actor } = turn;
  return (
    <>
      {oldKeyId !== undefined && (
        <>
          <KeyId keyId={oldKeyId} length="short" /> →{' '}
        </>
      )}
      <KeyId keyId={active.key_id} length="short" /> <TimeAgo at={turn.committedAt} />{' '}
      {actor !== undefined && t('by', { name: actor })}
    </>
  );
}
