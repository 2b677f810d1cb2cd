/** Reports for people: tables, charts, picture grids and pages. */
package org.purify4j.cli.report;
