package io.faregate.cost;

import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.faregate.cost.CostTableException.Mistake;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class CostTableReaderTest {

    @TempDir
    Path directory;

    @Test
    void readsColumnsInAnyOrderWithCommentsAndBlankLines() {
        CostTable table = read("""
                # ours
                note,output,model,input

                "cheap, and ""small\""",2.00,my-model, 0.25
                # dear
                ,8,other,2
                """);

        assertThat(cost(table, "my-model", Usage.of(1_000_000, 1_000_000))).isEqualTo(Money.of("2.25"));
        assertThat(cost(table, "other", Usage.of(1_000_000, 0))).isEqualTo(Money.of("2"));
        assertThat(table.findings()).isEmpty();
    }

    @Test
    void readsEveryColumn() {
        CostTable table = read("""
                model,aliases,provider,source,note,checked,input,output,cache-read,cache-write,cache-write-1h,audio-input,\
                audio-output,web-searches,tool-calls,requests,steps,files,retrieved-documents,generated-images,\
                generated-audio-seconds,generated-video-seconds,audio-input-seconds,spoken-characters,long-above,long-input,long-output,long-cache-read,\
                long-cache-write,long-cache-write-1h,long-audio-input,long-audio-output
                m,a b,p,s,n,2026-11-23,1,2,0.1,1.25,2,30,60,0.01,0.1,0.2,0.3,0.4,0.5,0.6,0.7,0.8,0.9,0.05,1000,2,4,0.2,2.5,4,60,120
                """);
        Usage all = Usage.NONE;
        for (Unit unit : Unit.values()) {
            all = all.with(unit, unit.isTokens() ? 200 : 1);
        }

        assertThat(cost(table, "m", all)).isEqualTo(Money.of("4.56").plus(Money.of("0.01927")));
        assertThat(cost(table, "a", all.with(Unit.INPUT_TOKENS, 201))).isEqualTo(Money.of("4.598542"));
        assertThat(table.price("b")).isPresent();
    }

    @Test
    void aRowOfAnyOtherModelIsThePriceOfUnknownOnes() {
        CostTable table = read("model,input,output\nm,1,2\n*,30,180\n");

        assertThat(cost(table, "m", Usage.of(1_000_000, 0))).isEqualTo(Money.of("1"));
        assertThat(cost(table, "nobody-knows", Usage.of(1_000_000, 0))).isEqualTo(Money.of("30"));
    }

    @ParameterizedTest
    @CsvSource({"\\n", "\\r\\n", "\\r"})
    void readsTheLineEndsOfEverySystem(String end) {
        String text = "\ufeffmodel,note,input\n\"m\",\"two\nlines\",1\nn,,x".replace("\n", end.translateEscapes());

        assertThat(mistakes(text).get(0).line()).isEqualTo(end.equals("\\r") ? 3 : 4);
        assertThat(read(text.replace(",,x", ",,2")).price("n")).isPresent();
    }

    @Test
    void everyMistakeIsNamedAtOnce() {
        assertThat(mistakes("""
                        model,output,input,inptu,long-above,long-input,aliases,checked,output
                        a,2,-1,,,,,,
                        b,NaN,1,,,,,,
                        c,1e3,1.1234567,,,,,,
                        d,2
                        ,2,1,,,,,,
                        a,2,1,,,,,,
                        e,2,1,,x,3,,,
                        f,2,1,,,3,,,
                        g,2,3,,9,2,,,
                        h,2,1,,,,a,,
                        i,2,1,,,,j k j,,
                        *,2,1,,,,star,,
                        l,2,1,,,,,2026-02-30,
                        m,,,,,,,,
                        k,2,1,,,,,,
                        """))
                .extracting(mistake -> mistake.line() + " " + mistake.column() + " " + mistake.found())
                .containsExactly(
                        "1 inptu inptu",
                        "1 output output",
                        "2 input -1",
                        "3 output NaN",
                        "4 output 1e3",
                        "4 input 1.1234567",
                        "5  2 fields",
                        "6 model ",
                        "7 model a",
                        "8 long-above x",
                        "9 long-above ",
                        "9 long-output ",
                        "10 long-output ",
                        "10 long-input 2",
                        "11 aliases a",
                        "12 aliases j",
                        "13 aliases star",
                        "14 checked 2026-02-30",
                        "15 input ",
                        "16 model k");
    }

    @Test
    void aMistakeSaysFileLineColumnWhatIsThereAndWhatMayBe() {
        assertThat(mistakes("model,input\nm,-1\n").get(0))
                .hasToString(
                        "prices.csv, line 2, input: found \"-1\", allowed is a decimal from 0 to 1000000 with at most"
                                + " 6 decimals, dollars per million tokens");
        assertThat(mistakes("model,input\nm\n").get(0))
                .hasToString("prices.csv, line 2: found \"1 fields\", allowed is 2 fields, as the header has");
        assertThat(mistakes("model,files\nm,-1\n").get(0).allowed()).contains("dollars for one");
        assertThat(mistakes("model,input\nm,1\nm,2\n").get(0).allowed()).contains("line 2");
    }

    @Test
    void aFileWithoutTheBasicsSaysWhatIsMissing() {
        assertThat(mistakes("").get(0).allowed()).contains("column names");
        assertThat(mistakes("# nothing\n\n").get(0).allowed()).contains("column names");
        assertThat(mistakes("model,input\n").get(0).allowed()).contains("a line for each model");
        assertThat(mistakes("input,output\n1,2\n")).extracting(Mistake::column).containsExactly("model");
        assertThat(mistakes("model;input\nm;1\n")).extracting(Mistake::column).containsExactly("model;input", "model");
        assertThat(mistakes("Model,input\nm,1\n")).extracting(Mistake::found).containsExactly("Model", "");
    }

    @Test
    void quotesOutOfPlaceAreMistakes() {
        assertThat(mistakes("model,note,input\nm,a \"b\" c,1\n").get(0).found()).isEqualTo("a \"b\" c");
        assertThat(mistakes("model,note,input\nm,\"a\"b,1\n").get(0).line()).isEqualTo(2);
        assertThat(mistakes("model,note,input\nm,x,1\nn,\"open,1\no,,1\n")
                        .get(0)
                        .line())
                .isEqualTo(3);
    }

    @Test
    void otherEncodingsAreRefusedAtTheirLine() {
        byte[] latin =
                "model,note,input\nm,ok,1\nn,caf\u00e9,1\n".getBytes(java.nio.charset.StandardCharsets.ISO_8859_1);

        assertThat(mistakes(latin)).singleElement().satisfies(mistake -> {
            assertThat(mistake.line()).isEqualTo(3);
            assertThat(mistake.allowed()).isEqualTo("text in UTF-8");
        });
        assertThat(mistakes("\ufeffmodel,input\nm,1\n".getBytes(UTF_16LE))).hasSize(1);
        assertThat(mistakes("model,input\nm,1\n".getBytes(UTF_16LE))).isNotEmpty();
        assertThat(mistakes(new byte[] {'m', (byte) 0xc1, (byte) 0xa1})).hasSize(1);
        assertThat(mistakes(new byte[] {'m', (byte) 0xc3})).as("cut short").hasSize(1);
    }

    @Test
    void aMistakeNeitherFillsNorBreaksTheLog() {
        Mistake mistake = mistakes("model,input\nm,\"1\n\u001b[31m" + "9".repeat(10_000) + "\"\n")
                .get(0);

        assertThat(mistake.toString()).hasSizeLessThan(300).doesNotContain("\n", "\u001b");
        assertThatExceptionOfType(CostTableException.class)
                .isThrownBy(() -> read("model,input\n" + "m\n".repeat(1_000)))
                .satisfies(e -> assertThat(e.mistakes()).hasSize(1_000))
                .withMessageEndingWith("and 950 more");
    }

    @Test
    void suspiciousRowsAreTakenAndTold() {
        assertThat(read("model,input,output\na,1,2\nb,2,1\n").findings())
                .containsExactly("prices.csv, line 3, b: output 1 is less than input");
    }

    @Test
    void theVersionChangesWithTheContent() throws IOException {
        Path file = Files.writeString(directory.resolve("contract.csv"), "model,input\nm,1\n");
        CostTable first = CostTable.read(file);
        Files.writeString(file, "model,input\nm,2\n");

        assertThat(first.version()).matches("contract\\.csv [0-9a-f]{8}");
        assertThat(CostTable.read(file).version())
                .matches("contract\\.csv [0-9a-f]{8}")
                .isNotEqualTo(first.version());
    }

    @Test
    void aFileThatCanNotBeReadIsAnIoError() {
        assertThatExceptionOfType(NoSuchFileException.class)
                .isThrownBy(() -> CostTable.read(directory.resolve("no.csv")));
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> CostTable.read("endless", new InputStream() {
                    @Override
                    public int read() {
                        return '#';
                    }
                }))
                .withMessageContaining("endless is larger than");
    }

    @Test
    void aRowWithATierIsThePriceOfItsModelThere() {
        CostTable table = read("""
                model,aliases,tier,input,output,web-searches
                m,,priority,2,20,
                m,other,,1,10,0.01
                *,,fast,60,360,
                *,,,30,180,
                """);
        Usage usage = Usage.of(1_000_000, 0).with(Unit.WEB_SEARCHES, 1);
        ServiceTier priority = new ServiceTier("priority", "", "");

        assertThat(cost(table, "m", usage)).isEqualTo(Money.of("1.01"));
        for (String name : List.of("m", "other", "m-2026-11-23")) {
            assertThat(table.price(name)
                            .orElseThrow()
                            .at(priority)
                            .orElseThrow()
                            .of(usage))
                    .contains(Money.of("2.01"));
        }
        assertThat(table.price("x").orElseThrow().at(priority)).isEmpty();
        assertThat(table.price("x").orElseThrow().at(new ServiceTier("", "fast", "")))
                .isPresent();
    }

    @Test
    void aTierIsNamedOnceAndNotWithoutTheUsualPrices() {
        assertThat(mistakes("""
                model,tier,aliases,input
                m,,,1
                m,priority,,2
                m,priority,,3
                m,standard,,3
                m,Flex,,3
                m,auto,,3
                m,flex,f,3
                alone,flex,,3
                other,,o,1
                o,priority,,3
                other,us+fast,,3
                """))
                .extracting(mistake -> mistake.line() + " " + mistake.column() + " " + mistake.found())
                .containsExactly(
                        "4 model m",
                        "5 tier standard",
                        "6 tier Flex",
                        "7 tier auto",
                        "8 aliases f",
                        "9 tier flex",
                        "11 model o",
                        "12 tier us+fast");
        assertThat(read("model,tier,input\nm,,1\nm,priority,50\n").findings())
                .containsExactly(
                        "prices.csv, line 3, m priority: input 50 is more than ten times the price without a tier");
    }

    @Test
    void aRowMayCountFromADayOn() {
        CostTable table = read("""
                model,aliases,tier,from,input
                m,,priority,2027-01-01,8
                m,,,2027-01-01,4
                m,also-m,,,1
                m,,priority,,2
                *,,,,5
                *,,,2027-06-01,6
                """);
        CostTable then = table.at(Instant.parse("2027-01-01T00:00:00Z"));
        ServiceTier priority = new ServiceTier("priority", "", "");
        Usage million = Usage.of(1_000_000, 0);

        assertThat(table.price("also-m").flatMap(price -> price.of(million))).hasValue(Money.of("1"));
        assertThat(then.price("also-m").flatMap(price -> price.of(million))).hasValue(Money.of("4"));
        assertThat(then.price("m").flatMap(price -> price.at(priority)).flatMap(price -> price.of(million)))
                .hasValue(Money.of("8"));
        assertThat(then.price("any").flatMap(price -> price.of(million))).hasValue(Money.of("5"));
        assertThat(table.at(Instant.parse("2027-06-01T00:00:00Z")).price("any").flatMap(price -> price.of(million)))
                .hasValue(Money.of("6"));
    }

    @Test
    void mistakesOfDaysAreNamedWithTheirLine() {
        assertThat(mistakes("""
                model,aliases,tier,from,input
                m,a,,,1
                m,,,soon,1
                m,,,2027-01-01,1
                m,,,2027-01-01,2
                m,b,,2027-02-01,2
                m,,priority,2027-03-01,2
                a,,,2027-01-01,1
                new,,,2027-01-01,1
                m,,,2027-04-01,
                m,,priority,2027-04-01,2
                """))
                .extracting(mistake ->
                        mistake.line() + " " + mistake.column() + " " + mistake.found() + ": " + mistake.allowed())
                .containsExactly(
                        "3 from soon: a date, as 2026-11-23",
                        "5 model m: each name once; it is on line 4 too",
                        "6 aliases b: other names on the model's line without a day",
                        "7 tier priority: a line of the model without a tier from that day, too",
                        "8 model a: the name that its line without a day has, m",
                        "9 from 2027-01-01: a line of the model without a day, too",
                        "10 input : a price of at least one unit");
    }

    @Test
    void aModelThatThinksOutOfSightIsMarkedOnce() {
        CostTable table = read("""
                model,tier,input,hidden-thinking
                m,,1,yes
                m,priority,2,
                other,,1,
                """);

        assertThat(table.price("m").orElseThrow().hidesThinking()).isTrue();
        assertThat(table.price("other").orElseThrow().hidesThinking()).isFalse();
        assertThat(read("model,tier,input\nm,,7\nm,priority,9\nnew,,1\n")
                        .over(table)
                        .price("m"))
                .hasValueSatisfying(price -> {
                    assertThat(price.hidesThinking()).isTrue();
                    assertThat(price.of(Usage.of(1_000_000, 0))).hasValue(Money.of("7"));
                    assertThat(price.at(new ServiceTier("priority", "", ""))
                                    .orElseThrow()
                                    .of(Usage.of(1_000_000, 0)))
                            .hasValue(Money.of("9"));
                });
        assertThat(mistakes("model,tier,input,hidden-thinking\nm,,1,no\nm,priority,2,yes\n"))
                .extracting(mistake -> mistake.line() + " " + mistake.column() + " " + mistake.found())
                .containsExactly("2 hidden-thinking no", "3 hidden-thinking yes");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Rates().hiddenThinking().hiddenThinking());
        assertThatIllegalArgumentException().isThrownBy(() -> new Rates().tier("priority", Rates::hiddenThinking));
    }

    @Test
    void noTextMakesItFailInAnyOtherWay() {
        Random random = new Random(99);
        String alphabet = "model,input,output\n\n\r\"\"##*,,1.2 \tlong-above\u0000é";
        for (int i = 0; i < 20_000; i++) {
            StringBuilder text = new StringBuilder("model,input,output,long-above\n");
            for (int j = random.nextInt(60); j > 0; j--) {
                text.append(alphabet.charAt(random.nextInt(alphabet.length())));
            }
            try {
                assertThat(read(text.toString()).version()).startsWith("prices.csv ");
            } catch (CostTableException e) {
                assertThat(e.mistakes()).isNotEmpty().allMatch(mistake -> mistake.line() >= 1);
            }
        }
    }

    private static List<Mistake> mistakes(String text) {
        return mistakes(text.getBytes(UTF_8));
    }

    private static List<Mistake> mistakes(byte[] content) {
        ThrowingCallable reading = () -> CostTable.read("prices.csv", new ByteArrayInputStream(content));
        CostTableException[] caught = new CostTableException[1];
        assertThatExceptionOfType(CostTableException.class).isThrownBy(reading).satisfies(e -> caught[0] = e);
        return caught[0].mistakes();
    }

    private static CostTable read(String text) {
        try {
            return CostTable.read("prices.csv", new ByteArrayInputStream(text.getBytes(UTF_8)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Money cost(CostTable table, String model, Usage usage) {
        return table.price(model).orElseThrow().of(usage).orElseThrow();
    }
}
