/** What a person reads when a call was refused: what it means, and what to do. By the problem's code. */
export const problems = {
  unreachable: {
    title: 'The server does not answer',
    advice: 'Check that it runs and that this device is online. Nothing that you typed is lost.',
  },
  unexpected_answer: {
    title: 'Something else answered',
    advice: 'The answer is not Keyturn’s. A proxy in between may be down; try again in a moment.',
  },
  unknown: { title: 'The request was refused', advice: 'The server says: {detail}' },
  invalid_request: { title: 'Something is not filled in right', advice: '{detail}' },
  unauthenticated: { title: 'You are signed out', advice: 'Sign in and try again.' },
  forbidden: {
    title: 'You may not do this',
    advice:
      'It needs the permission {permission}, which your role does not have. Ask an owner of the account.',
  },
  not_found: {
    title: 'There is no such thing here',
    advice: 'It may have been deleted, or belongs to another account. Check the address of this page.',
  },
  account_closed: {
    title: 'This account was closed',
    advice: 'A closed account stays closed. Nothing was changed.',
  },
  account_id_taken: {
    title: 'This id is taken',
    advice: 'Ids of deleted accounts stay taken too. Choose another one.',
  },
  endpoint_paused: {
    title: 'This endpoint is paused',
    advice: 'Resume it first, then send the test event.',
  },
  epoch_changed: {
    title: 'The secrets changed meanwhile',
    advice:
      'Somebody changed them since this page read them. Nothing was changed by you. Look again, then decide.',
  },
  secret_not_pending: {
    title: 'This secret is not pending any more',
    advice: 'It was replaced, cancelled or activated. Nothing was changed by you.',
  },
  secret_not_cancellable: {
    title: 'This secret cannot be cancelled',
    advice: 'Only a pending secret can be cancelled, and only a retiring one ended.',
  },
  secret_not_retiring: {
    title: 'No overlap is open',
    advice: 'The overlap has ended already. There is nothing to do.',
  },
  retire_at_out_of_range: {
    title: 'The overlap cannot end then',
    advice: 'It ends in the future and at most 7 days after the activation.',
  },
  overlap_open: {
    title: 'An overlap is still open',
    advice:
      'The secret of the turn before still signs beside the active one. End it first, or with this activation.',
  },
  hard_cut_not_accepted: {
    title: 'One of the signatures cannot overlap',
    advice:
      'The kore profile carries one signature only. Activate without an overlap, or accept the hard cut.',
  },
  endpoint_url_refused: { title: 'This URL is not one that we send to', advice: '{detail}' },
  limit_reached: {
    title: 'A limit of the account is reached',
    advice: 'Delete some that are no longer needed. {detail}',
  },
  event_id_conflict: {
    title: 'This event id is used',
    advice: 'An event with this id and other content was published before. Choose another id.',
  },
  rate_limited: {
    title: 'Too many tries',
    advice: 'This address tried too often. Wait a minute, then try again.',
  },
  overloaded: {
    title: 'The server has too much to do',
    advice: 'Nothing was stored. Try again in a moment.',
  },
  store_unavailable: {
    title: 'The database does not answer',
    advice: 'Your last change may or may not be stored. Look at the page again before you repeat it.',
  },
  shutting_down: {
    title: 'The server is restarting',
    advice: 'It takes nothing new for a moment. Try again.',
  },
  storage_full: {
    title: 'The disk is full',
    advice: 'Nothing was stored. The operator must free space; the service then goes on by itself.',
  },
  internal_error: {
    title: 'Something broke in Keyturn',
    advice: 'Try once more. If it fails again, give the request id to the operator.',
  },
  invalid_credentials: {
    title: 'Email or password is wrong',
    advice: 'Check both. The operator can print a sign-in link with “keyturn login-link”.',
  },
  link_used_or_expired: {
    title: 'This link does not work any more',
    advice: 'A sign-in link works once, and for ten minutes. Print a new one with “keyturn login-link”.',
  },
  email_taken: {
    title: 'This email is in use',
    advice: 'Somebody signs in with it already. Choose another one.',
  },
  set_up_before: {
    title: 'This installation was set up before',
    advice: 'Sign in. Whoever lost the password prints a link with “keyturn login-link”.',
  },
  origin_not_allowed: {
    title: 'This address is not the dashboard’s',
    advice: 'Open it at the address in KEYTURN_PUBLIC_URL. {detail}',
  },
  host_not_allowed: {
    title: 'This address is not the dashboard’s',
    advice: 'Open it at the address in KEYTURN_PUBLIC_URL. {detail}',
  },
  reauthentication_required: {
    title: 'Your password is needed again',
    advice: 'Secrets are created and activated only within five minutes of it. Try again and type it.',
  },
} as const;
