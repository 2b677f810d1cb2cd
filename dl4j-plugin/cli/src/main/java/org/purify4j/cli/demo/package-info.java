/** The networks that come with the program. */
package org.purify4j.cli.demo;
