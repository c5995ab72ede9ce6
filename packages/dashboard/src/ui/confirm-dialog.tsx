import { Button, Group, Stack } from '@mantine/core';
import type { ReactNode } from 'react';
import { Dialog } from './dialog.tsx';
import { ProblemView } from './problem-view.tsx';

export interface ConfirmDialogProps {
  readonly title: string;
  readonly children: ReactNode;
  /** Names the act; never "OK". */
  readonly confirm: string;
  /** Names the way out. */
  readonly keep: string;
  readonly isPending: boolean;
  /** Null when nothing went wrong. */
  readonly error: unknown;
  readonly onConfirm: () => void;
  readonly onClose: () => void;
}

/** One question before an act that cannot be taken back. Focus starts on the way out. */
export function ConfirmDialog(props: ConfirmDialogProps) {
  const { title, children, confirm, keep, isPending, error, onConfirm, onClose } = props;
  return (
    <Dialog isOpen tone="danger" title={title} onClose={isPending ? undefined : onClose}>
      <Stack gap="lg">
        {error !== null && <ProblemView error={error} />}
        <div>{children}</div>
        <Group justify="flex-end" gap="sm">
          <Button variant="default" data-autofocus disabled={isPending} onClick={onClose}>
            {keep}
          </Button>
          <Button color="var(--kt-bad-fill)" loading={isPending} onClick={onConfirm}>
            {confirm}
          </Button>
        </Group>
      </Stack>
    </Dialog>
  );
}
