import { Modal } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import type { ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import classes from './dialog.module.css';

export interface DialogProps {
  readonly title: ReactNode;
  readonly isOpen: boolean;
  /** Called by Escape, a click beside it and the close button; absent where only a choice inside may close it. */
  readonly onClose?: (() => void) | undefined;
  readonly tone?: 'normal' | 'danger';
  readonly size?: 'sm' | 'md' | 'lg';
  readonly children: ReactNode;
}

const WIDTHS = { sm: 420, md: 560, lg: 660 } as const;
const PHONE = '(max-width: 640px)';

/** A dialog: beside everything on a phone, in the middle elsewhere. Without `onClose`, Escape and a click beside it do nothing. */
export function Dialog({ title, isOpen, onClose, tone = 'normal', size = 'md', children }: DialogProps) {
  const t = useTranslations('common');
  const isPhone = useMediaQuery(PHONE, false, { getInitialValueInEffect: false });
  const mayClose = onClose !== undefined;
  return (
    <Modal
      opened={isOpen}
      onClose={onClose ?? (() => undefined)}
      title={title}
      size={WIDTHS[size]}
      fullScreen={isPhone}
      centered={!isPhone}
      // The page is held by a style rule: a scroll lock that writes styles of its own would need a nonce of its own.
      lockScroll={false}
      closeOnEscape={mayClose}
      closeOnClickOutside={mayClose}
      withCloseButton={mayClose}
      closeButtonProps={{ 'aria-label': t('close') }}
      // Its header element would be a second banner of the page.
      attributes={{
        content: { 'data-kt-dialog': true, 'data-tone': tone },
        header: { role: 'presentation' },
      }}
      classNames={{
        content: classes.content ?? '',
        header: classes.header ?? '',
        title: classes.title ?? '',
        body: classes.body ?? '',
      }}
    >
      {children}
    </Modal>
  );
}
