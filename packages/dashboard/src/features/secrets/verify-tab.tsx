import { NativeSelect } from '@mantine/core';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { CodeBlock } from '../../ui/code-block.tsx';
import { Panel } from '../../ui/panel.tsx';
import { FRAMEWORKS, type Framework, VERIFY_CODE, VERIFY_ENV, VERIFY_INSTALL } from './verify-snippets.ts';
import classes from './verify-tab.module.css';

const TURN_STEPS = ['hold', 'activate', 'move'] as const;

/** How receivers verify: the lines for their framework, their environment, and what they do during a turn. */
export function VerifyTab() {
  const t = useTranslations('secrets.verify');
  const [framework, setFramework] = useState<Framework>('web');
  return (
    <div className={classes.root}>
      <Panel
        title={t('title')}
        note={t('lead')}
        actions={
          <NativeSelect
            aria-label={t('framework')}
            data={[...FRAMEWORKS]}
            value={framework}
            onChange={(event) => setFramework(event.currentTarget.value as Framework)}
          />
        }
      >
        <div className={classes.blocks}>
          <h3>{t('install')}</h3>
          <CodeBlock code={VERIFY_INSTALL[framework]} label={t('install')} />
          <h3>{t('code')}</h3>
          <CodeBlock code={VERIFY_CODE[framework]} label={t('code')} />
          <p>{t('raw')}</p>
          <h3>{t('env')}</h3>
          <CodeBlock code={VERIFY_ENV} label={t('env')} />
          <p>{t('envText')}</p>
        </div>
      </Panel>
      <Panel title={t('turn')}>
        <ol className={classes.steps}>
          {TURN_STEPS.map((step) => (
            <li key={step}>{t(`turnSteps.${step}`)}</li>
          ))}
        </ol>
      </Panel>
    </div>
  );
}
