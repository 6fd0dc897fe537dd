/*-------------------------------------------------------------------------
 *
 * configuration.h
 *		Changes of the settings learn.* in the audit log.
 *
 *-------------------------------------------------------------------------
 */
#ifndef LEARN_PG_WORKER_CONFIGURATION_H
#define LEARN_PG_WORKER_CONFIGURATION_H

/*
 * Writes a row "configure" if the settings of this process differ from those
 * the log knows.  False when there is one to write, and somebody holds the
 * log.  Needs a connection to SPI.
 */
extern bool learn_configuration_record(void);

#endif /* LEARN_PG_WORKER_CONFIGURATION_H */
