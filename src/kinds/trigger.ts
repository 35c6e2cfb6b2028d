import { defineKind } from '../engine/define-kind.ts'
import { runName } from '../engine/run-name.ts'
import { TriggerEvent } from '../events/trigger.ts'
import { trigger as machine } from '../machines/trigger.ts'

/** The stream that says up to which position ends of runs have started other runs. */
export const triggerEnds = runName('trigger', 'ends')

/** The one that says up to which position runs that came to an end have their receipts. */
export const triggerReceipts = runName('trigger', 'receipts')

/** The one that says up to which position ends of runs were looked at for alerts. */
export const triggerAlerts = runName('trigger', 'alerts')

/** How far ends of runs were looked at for what they start. A record. */
export const trigger = defineKind({ name: 'trigger', event: TriggerEvent, machine, isRecord: true })
