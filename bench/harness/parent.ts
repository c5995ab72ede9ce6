/** The child's side of the talk with the scenario that forked it: one command in, one report out, exit when it is gone. */
export function serveParent<Command>(answer: (command: Command) => Promise<object>): void {
  process.on('message', (command: Command) => {
    answer(command).then(
      (report) => process.send?.({ report }),
      (error: unknown) => process.send?.({ failure: error instanceof Error ? error.message : String(error) }),
    );
  });
  // A scenario that was killed must not leave its children behind.
  process.on('disconnect', () => process.exit(0));
}
