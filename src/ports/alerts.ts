/** What somebody is to be told. `body` is JSON, the same each time that the alert is sent; `id` too. */
export interface Alert {
  readonly id: string
  readonly run: string
  readonly state: string
  readonly commit?: string | undefined
  readonly body: string
}

/** Who took an alert; `status` is that of an HTTP response. */
export interface Delivery {
  readonly to: 'command' | 'url' | 'both'
  readonly status?: number | undefined
}

/** The receiver of alerts that the configuration names (SPEC-KINDS K10). */
export interface Alerts {
  /** The end states, or tags, of runs that somebody is to be told of. */
  readonly on: readonly string[]
  /** Whether nothing of what sending would run needs to be allowed first. */
  isAllowed(): Promise<boolean>
  /**
   * Sends one alert. Throws why it did not reach the receiver: ALERT_COMMAND_FAILED, SECRET_MISSING, or a code of
   * adapters/http; INTERRUPTED if the work was.
   */
  send(alert: Alert): Promise<Delivery>
}
