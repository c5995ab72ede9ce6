/** Shortest password of a user; the server holds the same bound. */
export const PASSWORD_CHARACTERS_MIN = 12;
