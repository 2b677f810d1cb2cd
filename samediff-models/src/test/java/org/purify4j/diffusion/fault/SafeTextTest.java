package org.purify4j.diffusion.fault;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SafeTextTest {
  private static final class Fault extends UserFault {
    private static final long serialVersionUID = 1L;

    Fault(String message) {
      super(message);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "0000, ?", // NUL
    "001b, ?", // ESC
    "007f, ?", // DEL
    "009b, ?", // CSI, the C1 form of ESC [
    "0090, ?", // DCS
    "202e, ?", // right-to-left override
    "2066, ?", // left-to-right isolate
    "200b, ?", // zero-width space
    "feff, ?", // byte order mark
    "d800, ?", // half a surrogate pair
    "00e9, é",
    "03b2, β",
    "1f600, 😀"
  })
  void showsNoCharacterThatActsOnATerminal(String code, String shown) {
    String text = new String(Character.toChars(Integer.parseInt(code, 16)));
    assertEquals("a" + shown + "b", SafeText.line("a" + text + "b", 10));
  }

  @Test
  void putsLinesTogether() {
    assertEquals("a; b; c", SafeText.line(" a\r\n b \n\nc\n", 100));
    assertEquals("a; b", SafeText.line("a\u2028b", 100));
  }

  @Test
  void cutsWhatIsLong() {
    assertEquals("abc ...", SafeText.line("abcd", 3));
    assertEquals("abcd", SafeText.line("abcd", 4));
    assertEquals("😀 ...", SafeText.line("😀😀", 1));
  }

  @Test
  void aFaultShowsCleanText() {
    String message = String.valueOf(new Fault("x\u009b31m" + "y".repeat(5_000_000)).getMessage());
    assertTrue(message.startsWith("x?31my"));
    assertTrue(message.length() < 2100, "length " + message.length());
  }
}
