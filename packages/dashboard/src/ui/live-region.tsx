import { VisuallyHidden } from '@mantine/core';
import { useAnnouncement } from './announcer.ts';

/** Where announcements are read from; once in the page. */
export function LiveRegion() {
  const { text, urgency } = useAnnouncement();
  return (
    <VisuallyHidden>
      <div role="status" aria-live="polite">
        {urgency === 'polite' ? text : ''}
      </div>
      <div role="alert" aria-live="assertive">
        {urgency === 'assertive' ? text : ''}
      </div>
    </VisuallyHidden>
  );
}
