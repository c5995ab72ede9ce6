export const demo = {
  title: 'Turn the key',
  lead: 'The steps tick from what really happens here.',
  progress: 'Step {step} of {steps}',
  steps: {
    event: {
      title: 'An event arrives',
      text: 'The demo publishes two events a second. They are unsigned: no secret exists yet.',
      action: 'See the deliveries',
    },
    first: {
      title: 'Create a secret',
      text: 'It is shown once and active at once. Give it to the receiver, and the next event is verified.',
      action: 'Create a secret',
    },
    next: {
      title: 'Create the next one',
      text: 'It waits as pending and signs nothing; the first goes on.',
      action: 'Create the next one',
    },
    give: {
      title: 'Give it to the receiver',
      text: 'Press the button in the dialog that shows its text: the receiver then holds both keys. If that dialog is closed the text is gone, and nobody has it; another secret replaces this one.',
      action: 'Create another',
    },
    activate: {
      title: 'Activate it',
      text: 'The new key signs from that moment; the old one never again.',
      action: 'Activate…',
    },
    done: {
      title: 'See it turned',
      text: 'A delivery with the new key was accepted, and none went out with the old one since.',
      action: 'See the deliveries',
    },
  },
  lacks:
    'The receiver does not hold key <key>{keyId}</key>, which signs now: it refuses every event. They wait and are tried again; none is lost.',
  finished: {
    title: 'You have turned a key',
    text: 'Nothing was lost, unsigned, or signed with the wrong secret. What next?',
    own: 'Send an event of your own',
    endpoint: 'Add your own endpoint',
    real: 'Run it for real:',
  },
  receiver: {
    title: 'The receiver',
    holdsNone: 'holds no secret: it cannot verify',
    holds: 'holds',
    counts:
      '{verified, plural, one {# verified} other {# verified}}, {refused, plural, one {# refused} other {# refused}}',
    give: 'Give it to the receiver',
    given: 'The receiver has it',
    breakTitle: 'Break it',
    breakText: 'See what Keyturn does: retries, rest, a failed turn. Nothing is lost.',
    modes: {
      none: 'Works',
      '500': 'Answers 500',
      slow: 'Answers too late',
      forget: 'Forgets the old key too early',
      gone: 'Is gone (410)',
    },
  },
} as const;
