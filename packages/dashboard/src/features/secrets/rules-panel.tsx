import { IconAlertTriangle, IconInfoCircle, IconShieldLock } from '@tabler/icons-react';
import { useTranslations } from 'use-intl';
import { Panel } from '../../ui/panel.tsx';
import classes from './rules-panel.module.css';

const RULES = [
  { tone: 'info', icon: IconInfoCircle, title: 'infoTitle', text: 'infoText' },
  { tone: 'danger', icon: IconAlertTriangle, title: 'dangerTitle', text: 'dangerText' },
  { tone: 'warning', icon: IconShieldLock, title: 'warningTitle', text: 'warningText' },
] as const;

/** What everybody must know before turning a key: the order, what cannot be undone, whose a secret is. */
export function RulesPanel() {
  const t = useTranslations('secrets.rules');
  return (
    <Panel title={t('title')}>
      <ul className={classes.root}>
        {RULES.map(({ tone, icon: RuleIcon, title, text }) => (
          <li key={tone} className={classes.rule} data-tone={tone}>
            <RuleIcon size={19} aria-hidden className={classes.icon} />
            <h3 className={classes.title}>{t(title)}</h3>
            <p className={classes.text}>{t(text)}</p>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
