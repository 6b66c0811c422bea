/** Sets this process's clock ahead of the machine's by so many milliseconds; behind it by negative ones. */
export function putClockOff(by: number): void {
  const machine = Date;
  globalThis.Date = new Proxy(machine, {
    construct: (_, args, newTarget) =>
      Reflect.construct(machine, args.length === 0 ? [machine.now() + by] : args, newTarget),
    get: (_, name) => (name === 'now' ? () => machine.now() + by : Reflect.get(machine, name)),
  });
}
